"""The icons (图标) of the server add-in: drawn here as SVG, rendered to the sizes that Office asks for."""
