// PeerJS's own signaling server (npm package `peer`) as it comes, but for its limit of 5,000 clients.
const { PeerServer } = require("peer");

PeerServer({ host: process.argv[2] ?? "127.0.0.1", port: 0, concurrent_limit: 100000 }, (server) => {
  console.log(`port ${server.address().port}`);
});
