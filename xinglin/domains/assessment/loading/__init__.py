"""What the electronic registration system of physicians sends is brought into the database (docs/physician-feed.md)."""
