"""The journey of a parcel, line by line as carriers tell it, and what is wrong with it. Pure."""
