"""The pages of the catalog: each takes a request, reads the registry once, and fills a template."""
