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
		if changed.checkTower(t) == nil && !slices.ContainsFunc(list, func(c Candidate) bool { return solveAlike(changed, c.Settings) }) {
			list = append(list, Candidate{Name: name, Settings: changed.Filled(), HeadMethod: changed.HeadMethod()})
		}
	}
	if isSolvable(t) {
		add(MethodWhitened, func(s *Settings) { s.Start, s.Epochs = StartWhitened, 0 })
	}
	for _, name := range []string{loss.Contrastive, loss.TripletHard, loss.MultiSimilarity, loss.ArcFace, loss.CosFace} {
		add(name, func(s *Settings) {
			s.Feeding, s.Loss = FeedBalanced, loss.Settings{Name: name}
			s.Schedule, s.WarmUp, s.Clip, s.Decay = ScheduleCosine, 2, clipped, decayed
			if isSolvable(t) {
				s.Start, s.People, s.Epochs = StartWhitened, 16, min(s.Epochs, 10)
			} else {
				s.Augment = augment.Faces()
			}
		})
	}
	return list
}

// solveAlike says whether settings make the same head in closed form: a recipe that is solved has nothing for losses to change.
func solveAlike(a, b Settings) bool {
	return a.Epochs == 0 && b.Epochs == 0 && a.HeadMethod().Name == b.HeadMethod().Name
}

// The clipping and decay that candidates are tried with.
const (
	clipped = 5
	decayed = 0.01
)
