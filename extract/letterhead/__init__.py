"""What a report says of itself: title, year, issuer, number, date, and whether it is a report at all."""
