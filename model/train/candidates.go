package train

import (
	"slices"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/tower"
)

// Candidates are what is worth trying for a tower, beginning with the settings as they are: for a head of one dense layer the closed
// form and short trainings from them, for a network that is trained whole other losses, augmentation and schedules.
func Candidates(t *tower.Tower, s Settings) []Candidate {
	list := []Candidate{{Name: "as it is", Settings: s.Filled(), HeadMethod: s.HeadMethod()}}
	add := func(name string, change func(s *Settings)) {
		changed := s
		change(&changed)
		if changed.checkTower(t) == nil && !slices.ContainsFunc(list, changed.solvesLike) {
			list = append(list, Candidate{Name: name, Settings: changed.Filled(), HeadMethod: changed.HeadMethod()})
		}
	}
	if solvable(t) {
		add(MethodWhitened, func(s *Settings) { s.Start, s.Epochs = StartWhitened, 0 })
	}
	for _, name := range []string{loss.Contrastive, loss.TripletHard, loss.MultiSimilarity, loss.ArcFace, loss.CosFace} {
		add(name, func(s *Settings) {
			s.Feeding, s.Loss = FeedBalanced, loss.Settings{Name: name}
			s.Schedule, s.WarmUp, s.Clip, s.Decay = ScheduleCosine, 2, clipped, decayed
			if solvable(t) {
				s.Start, s.People, s.Epochs = StartWhitened, 16, min(s.Epochs, 10)
			} else {
				s.Augment = augment.Faces()
			}
		})
	}
	return list
}

// solvesLike says whether a candidate makes the same head in closed form: a recipe that is solved has nothing for losses to change.
func (s Settings) solvesLike(c Candidate) bool {
	return s.Epochs == 0 && c.Settings.Epochs == 0 && s.HeadMethod().Name == c.HeadMethod.Name
}

// The clipping and decay that candidates are tried with.
const (
	clipped = 5
	decayed = 0.01
)
