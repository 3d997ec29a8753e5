"""What words say, in the eight languages of the product: days, amounts, numbers, promises. All of it pure."""
