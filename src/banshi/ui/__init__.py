"""UI: base templates, components, form rendering, icons and charts. It knows no government word of its own."""
