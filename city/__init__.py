"""The synthetic city 云州市 (3901xx, fictional) with known truth."""

from city.write import Summary, write_city

__all__ = ["Summary", "write_city"]
