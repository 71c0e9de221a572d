"""Pages of applications: the resident's, the office's, and the public check of certificates."""
