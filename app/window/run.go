package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"siamface/assets"
)

// appID names the program to the desktop and its settings.
const appID = "org.siamface.Siamface"

// Run shows the window until it is closed, and returns the exit status.
func Run() int {
	a := app.NewWithID(appID)
	newWindow(a).win.ShowAndRun()
	return 0
}

func icon() fyne.Resource { return fyne.NewStaticResource("siamface.svg", assets.Icon()) }
