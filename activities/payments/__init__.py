"""The payment gateway: charges, hosted pages and refunds, each once."""
