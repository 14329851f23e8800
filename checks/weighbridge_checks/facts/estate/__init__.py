"""The estate: who provides what to whom, who owns it, and by which rules, as it is written."""
