"""Everything drawn by hand or by rule: signs, measuring tools, stamps, scenes, maps. Finished SVG, no inline style."""
