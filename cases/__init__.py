"""The lost parcel: stages, carriers' feeds, and what makes a parcel lost."""
