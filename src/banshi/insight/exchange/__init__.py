"""Exchange 信用信息交换: the city's published credit records as a signed, chained feed; and what neighbouring cities publish."""
