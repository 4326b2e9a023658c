package window

import (
	"context"
	"errors"

	"siamface/model/face"
	"siamface/model/tower"
)

// loadUntrained reads the recipe face as it comes. It runs off Fyne's goroutine.
func loadUntrained() (*heldModel, error) {
	m, err := tower.Untrained(context.Background())
	if err != nil {
		return nil, err
	}
	return &heldModel{Model: m}, nil
}

// isUntrained tells whether it is the recipe face as it comes.
func (m *heldModel) isUntrained() bool {
	return m != nil && m.Model != nil && m.Untrained && m.folder == ""
}

// startUntrained makes the untrained recipe face the model in use, as long as there is no other, where its networks are.
func (w *Window) startUntrained() {
	if !w.loading {
		return
	}
	inBackground(loadUntrained, func(m *heldModel, err error) {
		w.loading = false
		switch {
		case err != nil:
			w.lacking = err
			notify(w.onModel)
		case w.model != nil: // chosen meanwhile
			m.retire()
		default:
			w.setModel(m)
		}
	})
}

// useUntrained goes back to the untrained recipe face.
func (w *Window) useUntrained() { w.choose(loadUntrained) }

// lackText says why the recipe face can't be used, or nothing.
func (s *state) lackText() string {
	switch {
	case s.lacking == nil:
		return ""
	case errors.Is(s.lacking, face.ErrMissing):
		return s.t("training.facemissing", tower.Face, len(face.Files()), face.Files()[0], face.Variable)
	}
	return s.t("training.facebroken", tower.Face, s.lacking.Error())
}
