"""How soon two people see and hear each other after the click, over a wire, beside PeerJS and Janus in the same run.

All ends are on this machine: the agent's Chromium, the customer's, and the servers, each in a network namespace, with
the wire of `bench.wire` between them. A run is one call: from the click's own time stamp to the first remote picture
that is visible and not black, and to the first remote sound that plays and is not silence. On both sides; the later
one counts. `warm`: both pages have been open for some seconds and one person has clicked; the other one's click is
measured. `cold`: the same where nothing is connected before the click. `arriving`: the agent has clicked and waits,
the customer comes in and clicks as soon as there is something to click, which no human can. PeerJS and Janus have
their pages loaded, registered and their devices open.

P is the way of a picture (a sound) without a network: two connections in one page, made before and enabled by a
click. F, the floor, is one round trip and P. The round trip is what the browsers themselves say of their connection:
a run where it is not what was asked for does not count.
"""
