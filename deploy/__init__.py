"""Reassure as it runs in earnest, on one machine: several nodes behind a balancer, each part a process of its own."""
