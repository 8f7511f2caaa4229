"""From a report to the pages of the site: plain Markdown, CSV and a navigation, as a mapping of path to text.

`gitsm.site.build.render` is the entry. Nothing here touches the disk; `gitsm.adapters.builder` writes the result and
runs the site builder.
"""
