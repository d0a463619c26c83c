"""All that an officer touches: the command line, ribbon commands, consolidation, reports and the add-in."""
