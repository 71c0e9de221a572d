"""Catalogue 事项目录: service items in dated versions, their materials and law."""
