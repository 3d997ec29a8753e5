"""How much of a voice is made up where packets are lost in bursts, beside a page that leaves all to the browser.

Calls are made as in `bench.connecting`, over a good wire. Then the wire between the two browsers loses packets by
Gilbert's model, in both directions, and what each browser says of the sound it played is read at the beginning and at
the end of a stretch: `concealedSamples` of `totalSamplesReceived` (W3C webrtc-stats). PeerJS's page is the plain one:
Opus with its in-band FEC, as Chromium offers it by itself. Before the stretch both have the same time to notice what
the line is like.
"""
