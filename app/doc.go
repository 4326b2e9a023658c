// Package app opens the window, or says that this build has none: with the build tag headless it needs neither Fyne nor OpenGL.
package app
