"""Messages to customers: composed in their language, sent by whoever can reach them."""
