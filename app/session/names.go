package session

import (
	"cmp"
	"errors"
	"path/filepath"
	"strconv"

	"siamface/model/face"
	"siamface/model/format"
	"siamface/model/recipes"
)

// FolderTitle is how a folder of faces is called: by its name, and the drawn ones as what they are.
func (s *Session) FolderTitle(root string) string {
	if root != "" && root == SampleFolder() {
		return s.Words.Text("sample.title")
	}
	return filepath.Base(root)
}

// ModelName is the model in use in a few words.
func (s *Session) ModelName() string {
	switch m := s.Models; {
	case m.Current == nil && m.Loading:
		return s.Words.Text("model.loading")
	case m.Current == nil:
		return s.Words.Text("model.none")
	case m.Current.Folder != "":
		return filepath.Base(m.Current.Folder)
	}
	return s.RecipeName()
}

// RecipeName is the recipe of the model in use, with the word that it is untrained where it is.
func (s *Session) RecipeName() string {
	name := s.Models.Current.Design.Name
	if s.Models.Current.IsUntrained() {
		return s.Words.Text("model.untrained", name)
	}
	return name
}

// ModelTitle is the model in use in plain words: its recipe, and the folder that it was trained on.
func (s *Session) ModelTitle() string {
	if s.Models.Current == nil {
		return s.ModelName()
	}
	if folder := s.Models.Current.Report.Folder; folder != "" && !s.Models.Current.IsUntrained() {
		return s.Words.Text("model.trained", s.RecipeName(), s.FolderTitle(folder))
	}
	return s.RecipeName()
}

// ModelLine is the model in use with its threshold, and on whom that was measured, for its tooltip.
func (s *Session) ModelLine() string {
	if s.Models.Current == nil {
		return s.ModelName()
	}
	j := s.Models.Current.Judgement
	if j.ThresholdShown {
		rate := strconv.FormatFloat(100*cmp.Or(j.Rate, 0.01), 'g', 3, 64) + " %"
		key := "model.line.fmr"
		if j.General {
			key = "model.line.general"
		}
		return s.Words.Text(key, s.RecipeName(), rate, format.Distance(j.Threshold))
	}
	return s.Words.Text("model.line", s.RecipeName(), format.Distance(j.Threshold))
}

// LackText says why the recipe face can't be used, or nothing.
func (s *Session) LackText() string {
	lacking := s.Models.Lacking
	switch {
	case lacking == nil:
		return ""
	case errors.Is(lacking, face.ErrMissing):
		return s.Words.Text("training.facemissing", recipes.Face, len(face.Files()), face.Files()[0], face.Variable)
	}
	return s.Words.Text("training.facebroken", recipes.Face, lacking.Error())
}

// LeaksText says what would make the numbers of a training lie, or nothing.
func (s *Session) LeaksText() string {
	if s.Folder.Leaks == 0 {
		return ""
	}
	return s.Words.Text("training.leaks", format.Count(s.Folder.Leaks))
}
