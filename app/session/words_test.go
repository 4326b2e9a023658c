package session_test

import (
	"testing"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/photo"
	"siamface/model/train"
)

// What the model says in set sentences is said in Chinese too.
func TestModelSentences(t *testing.T) {
	s := session.NewWords(assets.Chinese)
	for _, text := range []string{
		photo.NotAPhoto, photo.CutOff, photo.Damaged, photo.Unsupported, photo.TooLarge + ": 9 MB", photo.Empty, photo.Folder,
		photo.NotRegular, photo.Missing, photo.Forbidden, photo.Unreadable, train.Collapsed, train.AtChance, train.Diverged,
		train.OverFitting, train.DeadUnits, train.Standstill, train.HalvedBatch, train.LeftGPU,
	} {
		if s.Translate(text) == text {
			t.Errorf("%q has no translation", text)
		}
	}
	if got := s.Translate("something else: 1"); got != "something else: 1" {
		t.Errorf("%q", got)
	}
}
