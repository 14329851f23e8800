"""The estate: who provides what to whom, who owns it, and by which rules, as it is written."""

#: the file that says what a version of a contract is, beside its document
CARD = "contract.yaml"
