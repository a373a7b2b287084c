"""Side-by-side measurements against peers: ratios in one run, results checked equal."""
