"""The front door: validates, starts and updates workflows, reads tables. No rule of the contract is here."""
