package window

import "fyne.io/fyne/v2"

var moonIcon = fyne.NewStaticResource("moon.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
	`<path d="M20 14.5 A8.5 8.5 0 0 1 9.5 4 A8.5 8.5 0 1 0 20 14.5 Z" fill="#000000"/></svg>`))

var sunIcon = fyne.NewStaticResource("sun.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
	`<circle cx="12" cy="12" r="5" fill="#000000"/><path d="M11 1h2v3h-2z M11 20h2v3h-2z M1 11h3v2H1z M20 11h3v2h-3z `+
	`M4.2 2.8l2.1 2.1-1.4 1.4-2.1-2.1z M19.1 17.7l2.1 2.1-1.4 1.4-2.1-2.1z M2.8 19.8l2.1-2.1 1.4 1.4-2.1 2.1z `+
	`M17.7 4.9l2.1-2.1 1.4 1.4-2.1 2.1z" fill="#000000"/></svg>`))
