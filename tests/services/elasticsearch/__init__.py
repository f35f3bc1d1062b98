"""A real Elasticsearch node for tests: assembled from public archives, started on a private port."""
