package window

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/storage"

	"siamface/app/filedialog"
	"siamface/app/session"
	"siamface/widgets"
)

// fileChooser asks for files and folders: by the desktop's own dialogs where there are some, else by the toolkit's, in which a path can
// be typed.
type fileChooser struct {
	*dialogs
	settings session.Settings
	alone    bool      // the desktop has no dialogs
	asking   bool      // one of the desktop's is open
	typing   *pathType // what a typed path is for, nil: nothing is asked
}

// pathType is what a path is asked for.
type pathType struct {
	sheet  dialog.Dialog
	folder bool
	picked func(path string)
}

// start is where a dialog begins: in the folder that is asked for, or, where that is no better than the user's own documents, where
// something was last chosen.
func (c *fileChooser) start(from string) string {
	last := c.settings.String(session.KeyPicked)
	if info, err := os.Stat(last); (from == "" || from == session.DocumentsFolder()) && last != "" && err == nil && info.IsDir() {
		return last
	}
	return from
}

// chosen remembers where something was chosen, and hands it on.
func (c *fileChooser) chosen(path string, picked func(path string)) {
	c.settings.SetString(session.KeyPicked, filepath.Dir(path))
	picked(path)
}

// ask asks the desktop in the background; without its dialogs, or where it can't show one, own is called.
func (c *fileChooser) ask(question filedialog.Question, ask func(filedialog.Question) (string, error), picked func(path string), own func()) {
	if c.alone || !filedialog.HasBus() {
		own()
		return
	}
	if c.asking {
		return
	}
	c.asking = true
	question.Parent, question.Accept = parentName(c.win), c.words.Text("open")
	runInBackground(func() (string, error) { return ask(question) }, func(path string, err error) {
		c.asking = false
		switch {
		case errors.Is(err, filedialog.ErrNone):
			c.alone = true
			own()
		case path != "":
			c.chosen(path, picked)
		}
	})
}

// parentName is the window's name for the desktop's dialogs, "" where it has none.
func parentName(w fyne.Window) (name string) {
	if native, ok := w.(driver.NativeWindow); ok {
		native.RunNative(func(context any) {
			if x, ok := context.(driver.X11WindowContext); ok && x.WindowHandle != 0 {
				name = fmt.Sprintf("x11:%x", x.WindowHandle)
			}
		})
	}
	return name
}

// pickFolder lets the user choose a folder.
func (c *fileChooser) pickFolder(title, from string, picked func(path string)) {
	from = c.start(from)
	c.ask(filedialog.Question{Title: title, Folder: from}, filedialog.OpenFolder, picked, func() {
		chooser := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
			if err == nil && u != nil {
				c.chosen(u.Path(), picked)
			}
		}, c.win)
		c.openFiles(chooser, title, from, &pathType{folder: true, picked: picked})
	})
}

// pickFile lets the user choose a file with one of the extensions.
func (c *fileChooser) pickFile(title, from string, extensions []string, picked func(path string)) {
	from = c.start(from)
	question := filedialog.Question{Title: title, Folder: from, Kind: c.words.Text("dialog.photos"), Extensions: extensions}
	c.ask(question, filedialog.OpenFile, picked, func() {
		chooser := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
			if err == nil && r != nil {
				_ = r.Close() // it was only opened for its name
				c.chosen(r.URI().Path(), picked)
			}
		}, c.win)
		chooser.SetFilter(storage.NewExtensionFileFilter(extensions))
		c.openFiles(chooser, title, from, &pathType{picked: picked})
	})
}

// fileSheet makes a file dialog closable like the others.
type fileSheet struct{ *dialog.FileDialog }

func (c *fileChooser) openFiles(files *dialog.FileDialog, title, from string, typing *pathType) {
	files.SetTitleText(title + " (" + c.words.Text("dialog.path.hint") + ")")
	files.SetConfirmText(c.words.Text("open"))
	files.SetDismissText(c.words.Text("cancel"))
	if folder, err := storage.ListerForURI(storage.NewFileURI(from)); err == nil && from != "" {
		files.SetLocation(folder)
	}
	typing.sheet = fileSheet{files}
	c.typing = typing
	c.openDialog(fileSheet{files}, fyne.NewSize(880, 620))
	translatePlaces(c.words, c.win.Canvas().Overlays().Top())
}

// typePath asks for the path in place of a choice in the toolkit's dialog, where that is open.
func (c *fileChooser) typePath() {
	asked := c.typing
	if asked == nil || !slices.Contains(c.sheets, asked.sheet) {
		return
	}
	entry := widgets.NewEntry(nil)
	var sheet *dialog.ConfirmDialog
	take := func(ok bool) {
		if ok {
			c.takePath(asked, entry.Text)
		}
	}
	sheet = dialog.NewCustomConfirm(c.words.Text("dialog.path"), c.words.Text("open"), c.words.Text("cancel"), container.NewVBox(entry), take, c.win)
	entry.OnSubmitted = func(string) { sheet.Confirm() }
	c.openDialog(sheet, fyne.NewSize(560, 160))
	c.win.Canvas().Focus(entry)
}

// takePath chooses what was typed, where it is there.
func (c *fileChooser) takePath(asked *pathType, text string) {
	path := strings.TrimSpace(text)
	if home, err := os.UserHomeDir(); err == nil && (path == "~" || strings.HasPrefix(path, "~/")) {
		path = home + path[1:]
	}
	info, err := os.Stat(path)
	if err != nil || info.IsDir() != asked.folder {
		c.notice.say(c.words.Text("dialog.nopath", path))
		return
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	asked.sheet.Hide()
	c.chosen(path, asked.picked)
}
