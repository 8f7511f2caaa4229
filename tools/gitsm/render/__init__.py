"""How a value is written safely: escapers, text measure, and the SVG pictures of the site.

Imports nothing else of gitsm.
"""
