"""Files 文件: uploads, sniffed, limited, and served only to those who may see them."""
