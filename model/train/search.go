package train

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"siamface/model/evaluate"
	"siamface/model/tower"
)

// Candidate is what a search tries: a way to the head of a tower, with the settings that it came from, for the record and for a last
// training.
type Candidate struct {
	Name     string
	Settings Settings
	Way      Way
	Entrant  *Entrant
}

// Entrant is a tower that takes part in a search, with the people's photos as it sees them.
type Entrant struct {
	Tower  *tower.Tower // placed
	People Set
}

// Enter makes a tower the one whose heads the candidates are.
func Enter(t *tower.Tower, people Set, candidates ...Candidate) []Candidate {
	e := &Entrant{t, people}
	entered := slices.Clone(candidates)
	for i := range entered {
		entered[i].Entrant = e
	}
	return entered
}

// Trial is what a candidate has reached. Figures without data are NaN.
type Trial struct {
	Candidate
	Folds   int     // scored so far
	EER     float64 // of all pairs within those folds
	DPrime  float64
	Seconds float64 // spent
	Dropped bool    // given up for better ones
	Err     error   // why it can't be used at all

	scores evaluate.Scores
}

// Progress is the state of a search, reported before each fold. Its trials are a copy.
type Progress struct {
	Round, Rounds int // a round scores one fold by every candidate that is left; from 1
	Running       int // the trial at work
	Trials        []Trial
}

// SearchOptions bound a search.
type SearchOptions struct {
	Folds int // of people, as in CrossValidate
	Seed  uint64
	Limit time.Duration // no fold is begun after it, and the running one is broken off; 0 is none
}

const (
	// sureRounds are scored by all candidates: after less, chance would drop good ones.
	sureRounds = 2
	// mostTwice is the most candidates that are all scored so often: of more, the worse half goes after one round already.
	mostTwice = 8
	// finalists stay to the last round.
	finalists = 3
)

// ErrNothingFound is a search in which no candidate was scored.
var ErrNothingFound = errors.New("the search found nothing: its time was too short for one round, or there are too few people for folds; give it more")

// Search compares candidates by cross-validation over people: all of them on the same folds, one fold a round, whatever towers they
// belong to; the numbers of people mean the same to all. After two rounds the worse half is dropped after each, down to three
// (successive halving, as Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016, with
// folds as the resource), and of more than eight candidates after the first too. The trials come back best first: those with the most
// folds, and among them those with the least EER, then the greatest d′. When its time is over or ctx ends, what is complete counts:
// candidates are compared on the folds that all of those left have; in the first round, those whose turn it was already. The people
// must not be those that the winner is tested on. The towers' own heads are the same afterwards as before. report may be nil.
func Search(ctx context.Context, candidates []Candidate, o SearchOptions, report func(Progress)) ([]Trial, error) {
	s := &search{report: report}
	if len(candidates) > 0 {
		s.folds = deal(candidates[0].Entrant.People.Person, o.Folds, o.Seed)
	}
	for _, c := range candidates {
		s.trials = append(s.trials, Trial{Candidate: c, EER: math.NaN(), DPrime: math.NaN()})
	}
	limited, cancel := ctx, context.CancelFunc(func() {})
	if o.Limit > 0 {
		limited, cancel = context.WithTimeout(ctx, o.Limit)
	}
	defer cancel()
	s.run(limited)
	slices.SortStableFunc(s.trials, better)
	if len(s.trials) == 0 || s.trials[0].Folds == 0 {
		return s.trials, ErrNothingFound
	}
	return s.trials, nil
}

type search struct {
	folds  []map[int]bool
	trials []Trial
	report func(Progress)
}

// run goes through the rounds until ctx ends.
func (s *search) run(ctx context.Context) {
	for round := range s.folds {
		scored := map[int]evaluate.Scores{}
		for i := range s.trials {
			if s.trials[i].Dropped || s.trials[i].Err != nil {
				continue
			}
			s.tell(round, i)
			scores, err := s.score(ctx, round, i)
			if ctx.Err() != nil {
				if round == 0 { // better some compared than none; a later round that isn't whole counts for nobody
					s.count(scored)
				}
				return
			}
			if s.trials[i].Err = err; err == nil {
				scored[i] = scores
			}
		}
		s.count(scored)
		if left := s.left(); round+1 >= sureRounds || len(left) > mostTwice {
			drop(left)
		}
	}
}

// count adds a fold's scores, by trial.
func (s *search) count(scored map[int]evaluate.Scores) {
	for i, scores := range scored {
		s.trials[i].add(scores)
	}
}

func (s *search) score(ctx context.Context, round, i int) (scores evaluate.Scores, err error) {
	begun, t := time.Now(), &s.trials[i]
	defer func() { t.Seconds += time.Since(begun).Seconds() }()
	err = leavingHead(background, t.Entrant.Tower, func() error {
		scores, err = scoreFold(ctx, t.Entrant.Tower, t.Entrant.People, s.folds[round], t.Way, func(Event) {})
		return err
	})
	return scores, err
}

func (s *search) tell(round, i int) {
	if s.report != nil {
		s.report(Progress{Round: round + 1, Rounds: len(s.folds), Running: i, Trials: slices.Clone(s.trials)})
	}
}

// left are the trials that go on.
func (s *search) left() (left []*Trial) {
	for i := range s.trials {
		if !s.trials[i].Dropped && s.trials[i].Err == nil {
			left = append(left, &s.trials[i])
		}
	}
	return left
}

// drop gives up the worse half.
func drop(left []*Trial) {
	slices.SortStableFunc(left, func(a, b *Trial) int { return better(*a, *b) })
	for _, t := range left[min(len(left), max(finalists, (len(left)+1)/2)):] {
		t.Dropped = true
	}
}

// add counts another fold.
func (t *Trial) add(fold evaluate.Scores) {
	t.scores = evaluate.Pool(t.scores, fold)
	t.Folds++
	t.EER, t.DPrime = orNaN(t.scores.EER()), orNaN(t.scores.DPrime())
}

// better orders trials, the best first. NaN comes last.
func better(a, b Trial) int {
	worth := func(v float64) float64 {
		if math.IsNaN(v) {
			return math.Inf(1)
		}
		return v
	}
	return cmp.Or(cmp.Compare(b.Folds, a.Folds), cmp.Compare(worth(a.EER), worth(b.EER)), cmp.Compare(worth(-a.DPrime), worth(-b.DPrime)))
}
