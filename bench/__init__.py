"""Benchmarks: what the figures in bench/RESULTS.md are measured with."""
