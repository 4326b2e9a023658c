package window

import (
	"path/filepath"

	"siamface/app/session"
)

// modelChooser puts another model into use and says what came of it.
type modelChooser struct {
	desk
	newest int // number of the newest choice by the user, the only one that counts
}

// openFile makes a model file the model in use.
func (c *modelChooser) openFile(path string) {
	c.choose(func() (*session.Model, error) { return session.LoadModel(path, "auto") })
}

// useUntrained goes back to the untrained recipe face.
func (c *modelChooser) useUntrained() { c.choose(session.LoadUntrained) }

// choose makes the model that load reads, off Fyne's goroutine, the one in use.
func (c *modelChooser) choose(load func() (*session.Model, error)) {
	c.newest++
	mine := c.newest
	runInBackground(load, func(m *session.Model, err error) {
		switch {
		case err != nil:
			c.showError(c.Words.Text("model.cannot"), err)
		case mine != c.newest:
			m.Retire()
		default:
			c.Models.Use(m)
			c.notice.say(c.Words.Text("model.inuse", c.ModelName()))
		}
	})
}

// loadFirst makes the model that was in use last the one in use, as long as there is no other; where there was none, or it can't be opened
// any more, the untrained recipe face.
func (c *modelChooser) loadFirst() {
	path := c.Models.Remembered()
	switch {
	case path != "":
		runInBackground(func() (*session.Model, error) { return session.LoadModel(path, "auto") }, func(m *session.Model, err error) {
			if err == nil {
				c.Models.EndLoading(m, nil)
				return
			}
			c.notice.say(c.Words.Text("model.lost", filepath.Base(filepath.Dir(path))))
			c.loadUntrained()
		})
	case c.Models.Loading:
		c.loadUntrained()
	}
}

func (c *modelChooser) loadUntrained() { runInBackground(session.LoadUntrained, c.Models.EndLoading) }
