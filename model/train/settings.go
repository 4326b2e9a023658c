package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"siamface/model/augment"
	"siamface/model/language"
	"siamface/model/loss"
	"siamface/model/pair"
	"siamface/model/torch"
	"siamface/model/tower"
)

// Settings say how a head is trained. Empty fields mean what the published experiment did; Filled names it.
type Settings struct {
	Epochs int `json:"epochs"`
	Steps  int `json:"steps"` // a step is one batch; an epoch is a number of steps
	// Feeding names the sampler: "published" (8 genuine and 8 impostor pairs) or "balanced" (People × Photos, all pairs).
	Feeding string `json:"feeding"`
	// People and Photos are the numbers of people in a balanced batch and of photos of each; 0 is 8 and 4.
	People int `json:"people"`
	Photos int `json:"photos"`
	// Loss is what each step makes smaller; empty is the published contrastive loss.
	Loss loss.Settings `json:"loss"`
	// Start says where a head begins: "random"; "own", the recipe's own first values, which are good already; or, for heads of one
	// dense layer, a closed form: "whitened" (within-class whitening).
	Start string `json:"start"`
	// Rate is Adam's learning rate, and Schedule how it changes: "plateau" (also ""), "cosine" or "one-cycle".
	Rate     float64 `json:"rate"`
	Schedule string  `json:"schedule"`
	// WarmUp is the number of epochs in which the cosine schedule rises to Rate.
	WarmUp int `json:"warm_up"`
	// With the plateau schedule the rate is multiplied by Cut after Patience epochs without a better validation loss.
	Patience int     `json:"patience"`
	Cut      float64 `json:"cut"`
	// EarlyStop ends training after so many epochs without a better validation loss; 0 never does.
	EarlyStop int `json:"early_stop"`
	// Decay is AdamW's decoupled weight decay, and Clip the greatest norm of all gradients together; 0 is none (see torch.Adam).
	Decay float64 `json:"decay"`
	Clip  float64 `json:"clip"`
	// Augment changes the photos each time that they are shown, where the features are the pixels.
	Augment augment.Settings `json:"augment"`
	// Solve gives the head's dense layer the values of its closed form at the end, of what the trunk below it has learned (see
	// solveTrained). Most of what training changes may lie in that layer, and it learns the few people that it sees by heart.
	Solve bool `json:"solve"`
	// Refit trains the tower once more, from the start on, on the validation people too, for as many epochs as were best without them,
	// when these have set the thresholds: known people are few, and each more that is learned from tells.
	Refit bool `json:"refit"`
	// Folds is the number of folds of CrossValidate, which sets the scale and the thresholds; 0 leaves that to the validation
	// people alone.
	Folds int    `json:"folds"`
	Seed  uint64 `json:"seed"`
	// Threads is the number of threads of one operation; 0 is libtorch's choice. With 1 the same seed gives the same file.
	Threads int `json:"threads"`

	retired string // what a record of before was trained with that isn't offered any more
}

// UnmarshalJSON reads settings from a record, also from one of a version that offered more.
func (s *Settings) UnmarshalJSON(text []byte) error {
	type plain Settings
	old := struct {
		Unfrozen  int    `json:"unfrozen"`
		Copies    int    `json:"copies"`
		Precision string `json:"precision"`
		Feeding   string `json:"feeding"`
		Start     string `json:"start"`
	}{}
	if err := errors.Join(json.Unmarshal(text, (*plain)(s)), json.Unmarshal(text, &old)); err != nil {
		return err
	}
	switch {
	case old.Unfrozen > 0:
		s.retired = "unfrozen stages of the pretrained network"
	case old.Copies > 0:
		s.retired = "changed copies of each photo"
	case old.Precision == "mixed":
		s.retired = "mixed precision"
	case old.Feeding == "hard":
		s.retired = "hard pairs"
	case old.Start == "discriminant":
		s.retired = "discriminant analysis as a start"
	}
	return nil
}

// Setting is one of the Settings that a user may choose in the place of a recipe's own. The command line makes a flag of it and the
// window a row, which bear its key.
type Setting struct {
	Key   string // such as early-stop
	Kind  Kind
	Title language.Text // of the row, and on the report's page
	Words []string      // of the kind Word
	// WordTitles name the Words in the window; without them a word stands there as it is, such as a name from a paper.
	WordTitles []language.Text
	Help       string // of the flag

	put    func(s *Settings, v settingValue)
	means  func(u Use) bool // whether it changes anything there; nil is wherever a head is trained
	wanted string           // what means wants, in words
}

// Kind is what a setting's values are.
type Kind int

// The kinds.
const (
	Word        Kind = iota // one of Setting.Words
	Whole                   // a whole number from 1
	Positive                // a number above 0
	NotNegative             // a number from 0
)

// Use is where a setting may mean something or not.
type Use struct {
	tower.Design
	HoldsOut bool // validation people are held out of the head to the end
	Settings Settings
}

// settingValue is a value as it was chosen: the word, or the number.
type settingValue struct {
	word   string
	number float64
}

// The words of a setting that is switched.
const (
	on  = "on"
	off = "off"
)

// settingsTable has the settings in the order in which they are put: those about a loss after the loss.
var settingsTable = []Setting{
	{Key: "loss", Title: language.Text{English: "Loss", Chinese: "损失函数"}, Words: loss.Names(), Help: "what each step makes smaller", put: putLoss},
	{
		Key: "distance", Title: language.Text{English: "Distance", Chinese: "距离"}, Words: loss.Distances(),
		WordTitles: []language.Text{{English: "Euclidean", Chinese: "欧氏"}, {English: "cosine", Chinese: "余弦"}},
		Help:       "what the contrastive and the triplet losses measure",
		put:        func(s *Settings, v settingValue) { s.Loss.Distance, s.Loss.Margin = v.word, 0 }, // margins of the two aren't comparable
		means:      func(u Use) bool { return u.Settings.Loss.HasDistance() }, wanted: "the contrastive loss or a triplet loss",
	},
	{
		Key: "margin", Title: language.Text{English: "Margin", Chinese: "间隔"}, Kind: Positive, Help: "the loss's margin, such as 0.3",
		put:   func(s *Settings, v settingValue) { s.Loss.Margin = v.number },
		means: func(u Use) bool { return u.Settings.Loss.HasMargin() }, wanted: "a loss with a margin, not " + loss.TripletSoft,
	},
	{
		Key: "scale", Title: language.Text{English: "Scale", Chinese: "缩放系数"}, Kind: Positive, Help: "what arcface and cosface multiply cosines by, such as 30",
		put:   func(s *Settings, v settingValue) { s.Loss.Scale = v.number },
		means: func(u Use) bool { return u.Settings.Loss.HasScale() }, wanted: "the loss " + loss.ArcFace + " or " + loss.CosFace,
	},
	{
		Key: "schedule", Title: language.Text{English: "Schedule", Chinese: "学习率调度"}, Words: Schedules(),
		WordTitles: []language.Text{{English: "on a plateau", Chinese: "停滞时降低"}, {English: "cosine", Chinese: "余弦"}, {English: "one cycle", Chinese: "单周期"}},
		Help:       "how the learning rate changes",
		put:        func(s *Settings, v settingValue) { s.Schedule = v.word },
	},
	{
		Key: "warm-up", Title: language.Text{English: "Warm-up", Chinese: "预热轮数"}, Kind: Whole, Help: "epochs in which the schedule cosine rises to the rate",
		put:   func(s *Settings, v settingValue) { s.WarmUp = int(v.number) },
		means: func(u Use) bool { return u.Settings.HasWarmUp() }, wanted: "the schedule " + ScheduleCosine,
	},
	{
		Key: "feeding", Title: language.Text{English: "Feeding", Chinese: "批次构成"}, Words: Feedings(),
		WordTitles: []language.Text{{English: "8 + 8 pairs", Chinese: "8 + 8 对"}, {English: "people × photos", Chinese: "人数 × 照片数"}},
		Help:       "which photos make a batch; with a loss other than contrastive it is balanced",
		put:        func(s *Settings, v settingValue) { s.Feeding = v.word },
	},
	{
		Key: "augment", Title: language.Text{English: "Augment", Chinese: "数据增强"}, Words: augment.Presets(),
		WordTitles: []language.Text{{English: "none", Chinese: "无"}, {English: "moved a little", Chinese: "轻微移动"}, {English: "a little of all", Chinese: "综合增强"}},
		Help:       "how photos are changed each time they are shown",
		put:        func(s *Settings, v settingValue) { s.Augment, _ = augment.Preset(v.word) }, // it is one of the words
		means:      func(u Use) bool { return u.Features == u.Input.Size() }, wanted: "recipes whose features aren't computed once",
	},
	{
		Key: "rate", Title: language.Text{English: "Rate", Chinese: "学习率"}, Kind: Positive, Help: "Adam's learning rate, such as 0.001",
		put: func(s *Settings, v settingValue) { s.Rate = v.number },
	},
	{
		Key: "decay", Title: language.Text{English: "Decay", Chinese: "权重衰减"}, Kind: NotNegative, Help: "AdamW's weight decay, such as 0.01",
		put: func(s *Settings, v settingValue) { s.Decay = v.number },
	},
	{
		Key: "clip", Title: language.Text{English: "Clip", Chinese: "梯度裁剪"}, Kind: NotNegative, Help: "the greatest norm of the gradients, such as 5",
		put: func(s *Settings, v settingValue) { s.Clip = v.number },
	},
	{
		Key: "early-stop", Title: language.Text{English: "Early stop", Chinese: "提前停止"}, Kind: Whole, Help: "end after so many epochs without a better validation",
		put: func(s *Settings, v settingValue) { s.EarlyStop = int(v.number) },
	},
	{
		Key: "solve", Title: language.Text{English: "Solve", Chinese: "末层求解"}, Words: []string{on, off},
		WordTitles: []language.Text{{English: "yes", Chinese: "是"}, {English: "no", Chinese: "否"}},
		Help:       "at the end solve the dense layer in closed form, of what the layers below it have learned",
		put:        func(s *Settings, v settingValue) { s.Solve = v.word == on },
		means:      func(u Use) bool { return u.TrainsTrunk() }, wanted: "recipes that are trained whole",
	},
	{
		Key: "refit", Title: language.Text{English: "Refit", Chinese: "全员重训"}, Words: []string{on, off},
		WordTitles: []language.Text{{English: "yes", Chinese: "是"}, {English: "no", Chinese: "否"}},
		Help:       "train once more on the validation people too, when these have set the thresholds",
		put:        func(s *Settings, v settingValue) { s.Refit = v.word == on },
		means:      func(u Use) bool { return u.HoldsOut }, wanted: "recipes that hold validation people out to the end",
	},
}

func putLoss(s *Settings, v settingValue) {
	s.Loss = loss.Settings{Name: v.word}
	if v.word != loss.Contrastive { // the other losses compare all photos of a batch: it should show several of each person
		s.Feeding = FeedBalanced
	}
}

// The feedings.
const (
	FeedPublished = "published"
	FeedBalanced  = "balanced"
)

// Feedings lists the feedings.
func Feedings() []string { return []string{FeedPublished, FeedBalanced} }

// The starts.
const (
	StartRandom   = "random"
	StartOwn      = "own"
	StartWhitened = "whitened"
)

const (
	publishedPairs = 8 // of each class in a batch
	balancedPeople = 8
	balancedPhotos = 4
)

// Filled is the settings with the published values in the place of empty ones: what a record should hold.
func (s Settings) Filled() Settings {
	s.Loss = s.Loss.Filled()
	if s.Schedule == "" {
		s.Schedule = SchedulePlateau
	}
	if s.Feeding == FeedBalanced {
		s.People, s.Photos = orElse(s.People, balancedPeople), orElse(s.Photos, balancedPhotos)
	}
	return s
}

func orElse(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}

// checkRanges says what is wrong with the settings.
func (s Settings) checkRanges() error {
	if s.retired != "" {
		return fmt.Errorf("these settings are of an earlier version of Siamface and say %s, which this one doesn't offer", s.retired)
	}
	if s.Epochs < 0 || s.Steps < 1 {
		return errors.New("the number of epochs must not be below zero, and that of steps an epoch not below one")
	}
	if s.Threads < 0 || s.Threads > torch.MostThreads {
		return fmt.Errorf("%d threads can't be used: 1 to %d can, or 0 for as many as there are cores", s.Threads, torch.MostThreads)
	}
	if !(s.Rate > 0) || !(s.Cut > 0) || s.Patience < 1 {
		return errors.New("the learning rate, its cut and the patience must be above zero")
	}
	if !slices.Contains([]string{StartRandom, StartOwn, StartWhitened}, s.Start) {
		return fmt.Errorf("the start must be %s, %s or %s", StartRandom, StartOwn, StartWhitened)
	}
	if !slices.Contains(Schedules(), orPlateau(s.Schedule)) || s.WarmUp < 0 {
		return fmt.Errorf("the schedule must be %s, %s or %s, and its warm-up not below zero", SchedulePlateau, ScheduleCosine, ScheduleOneCycle)
	}
	if !slices.Contains(Feedings(), s.Feeding) {
		return fmt.Errorf("the feeding must be %s or %s", FeedPublished, FeedBalanced)
	}
	if s.EarlyStop < 0 || !(s.Decay >= 0) || !(s.Clip >= 0) || s.Rate*s.Decay >= 1 {
		return errors.New("early stopping, weight decay and gradient clipping must not be below zero, and rate times decay must be below 1")
	}
	return errors.Join(s.Loss.Check(), s.Augment.Check())
}

// Why settings don't fit a recipe.
var (
	ErrLengths      = errors.New("a loss that compares directions doesn't fit embeddings that have lengths")
	ErrComputedOnce = errors.New("photos can't be changed in each step where their features are computed once")
	// ErrNoTrunk is a dense layer that shall be solved after a training that has changed nothing else.
	ErrNoTrunk = errors.New("nothing but the dense layer is trained: solve it from the start on, without epochs")
)

// Fits says why towers of a recipe can't be trained so, before anything is built or read. Settings without epochs, for a head that
// stays as it starts, fit; whether the recipe has a closed form is only seen in its tower.
func (s Settings) Fits(r tower.Design) error {
	if err := s.checkRanges(); err != nil {
		return err
	}
	if s.Loss.Angular() && r.KeepsLengths() {
		return fmt.Errorf("%w; this is so in the recipe %s: choose the loss %s or a triplet loss, with the distance %s",
			ErrLengths, r.Name, loss.Contrastive, loss.Euclidean)
	}
	if s.Solve && !r.TrainsTrunk() {
		return fmt.Errorf("%w; this is so in the recipe %s", ErrNoTrunk, r.Name)
	}
	return s.fitsAugment(r)
}

// fitsAugment says why photos can't be changed so.
func (s Settings) fitsAugment(r tower.Design) error {
	if s.Augment.On() && r.Features != r.Input.Size() {
		return fmt.Errorf("%w; this is so in the recipe %s", ErrComputedOnce, r.Name)
	}
	return nil
}

// checkTower says why a tower can't be trained so.
func (s Settings) checkTower(t *tower.Tower) error {
	if s.Start == StartWhitened && !isSolvable(t) {
		return fmt.Errorf("the recipe %s has no closed form: choose the start %s", t.Design.Name, StartRandom)
	}
	return s.Fits(t.Design)
}

func (s Settings) newSampler(person []int) (pair.Sampler, error) {
	s = s.Filled()
	switch s.Feeding {
	case FeedPublished:
		return pair.NewPublished(person, publishedPairs, s.Seed)
	case FeedBalanced:
		if s.People < 2 || s.Photos < 2 {
			return nil, errors.New("a balanced batch needs at least two people and two photos of each")
		}
		return pair.NewBalanced(person, s.People, s.Photos, s.Seed)
	}
	return nil, fmt.Errorf("the feeding must be %s or %s", FeedPublished, FeedBalanced)
}

// newObjective makes the loss, on libtorch's thread.
func (s Settings) newObjective(person []int, t *tower.Tower) (loss.Loss, error) {
	return loss.New(s.Loss, loss.People{Person: person, Embedding: t.Design.Embedding, Seed: s.Seed}, t.Device())
}
