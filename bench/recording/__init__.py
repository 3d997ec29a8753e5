"""What a voice costs the recorder: legs over real ICE, DTLS and SRTP, beside a program that writes bare datagrams."""
