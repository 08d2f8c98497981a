"""Legal advisers: the firms, offices and lawyers that a report says were engaged."""
