"""The demo network around Altenburg and Leipzig: invented people and firms, real places and trades.

Everything goes through the same actions as the pages, so what the demo shows is what the product does. Dates are
offsets from the day of loading. Mail addresses end in `.example`, telephone numbers cannot exist.
"""
