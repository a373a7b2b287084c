"""What `yiyuan check` proves over the compiled catalogue."""
