"""Who is told of what is wrong with a parcel, by which rules, and in which order it is looked after."""
