"""The room of forms: what they mean (`form.toml`), what they look like (`template.xlsx`), reading and writing."""
