package cli

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/face"
	"siamface/model/regions"
	"siamface/model/verify"
)

// verifyVerb is the verb verify.
type verifyVerb struct {
	*terminal
	model                      string
	device                     *choice
	all, exitByVerdict, asJSON bool // exitByVerdict: the exit code tells the verdict
	regions                    string
	replacing                  replacing
}

func (v *verifyVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "verify A B [--model FILE]",
		Short: "Tell whether two photos show the same person",
		Long: `Tell whether two photos show the same person: the same, different people, or unsure.

The distance is no probability. It is judged by the distances between the people whom the model was
validated on: from the threshold on, photos show different people; between the two thresholds lies unsure.
Without a model, the pretrained networks of the recipe face find, align and compare the faces: the one
that each photo is likely of, and with --all besides every face of A with every face of B.

With --regions, parts of both faces are covered in turn, and a picture shows by how much each moves the
distance: blue where the part spoke for the same person, orange where it spoke for different people.`,
		Example: `  siamface verify a.jpg b.jpg
  siamface verify wedding.jpg reunion.jpg --all
  siamface verify a.jpg b.jpg --regions regions.png
  siamface verify a.jpg b.jpg --model run/model.safetensors
  siamface verify a.jpg b.jpg --model run/model.safetensors --json
  siamface verify a.jpg b.jpg --model run/model.safetensors --exit-code && echo the same`,
		Args: requireArguments("A", "B"),
		RunE: func(cmd *cobra.Command, args []string) error { return v.verifyPhotos(cmd.Context(), args[0], args[1]) },
	}
	addModel(c, &v.model, "without one, the pretrained recipe face")
	addNetwork(v.terminal, c)
	v.device = addDevice(c)
	v.replacing.addFlag(c)
	addJSON(c, &v.asJSON)
	c.Flags().BoolVar(&v.all, "all", false, "compare every face of A with every face of B besides, and name the best matches")
	c.Flags().StringVar(&v.regions, "regions", "", "draw which parts of the faces drove the distance, into a `FILE` that ends in .png, .svg or .pdf")
	c.Flags().BoolVar(&v.exitByVerdict, "exit-code", false, "exit with 0 for the same person, 3 for different people, 4 for unsure")
	return c
}

// verifyPhotos compares two photos and says the verdict.
func (v *verifyVerb) verifyPhotos(ctx context.Context, a, b string) error {
	if err := v.checkRegions(a, b); err != nil {
		return err
	}
	if err := checkPhotos(a, b); err != nil {
		return err
	}
	r, err := v.comparePhotos(ctx, a, b)
	if err != nil {
		return err
	}
	return v.tellVerdict(r)
}

// checkRegions refuses a picture of the regions that can't be written, or would replace a photo, before anything is computed.
func (v *verifyVerb) checkRegions(a, b string) error {
	if v.regions == "" {
		return nil
	}
	if _, err := os.Stat(filepath.Dir(v.regions)); err != nil {
		return usagef("--regions can't be %q: the folder isn't there", v.regions)
	}
	if isAmong(v.regions, []string{a, b}) {
		return usagef("--regions %q would replace one of the photos: choose another place", v.regions)
	}
	if err := checkFigureName("regions", v.regions); err != nil {
		return err
	}
	return v.replacing.check(v.regions)
}

// tellVerdict says the verdict, with what else was asked for.
func (v *verifyVerb) tellVerdict(r compared) error {
	if v.exitByVerdict {
		v.exitCode = exitCodeOf(r.Verdict)
	}
	if v.asJSON {
		return v.writeJSON(r)
	}
	sayVerdict(v.terminal, r.Result)
	if r.All != nil {
		sayMatrix(v.terminal, *r.All)
	}
	if r.Regions != nil {
		sayRegions(v.terminal, v.regions, r.Regions)
	}
	return nil
}

// compared is the result of the verb verify.
type compared struct {
	verify.Result
	All     *verify.Matrix `json:"all,omitempty"`
	Regions *regions.Map   `json:"regions,omitempty"`
}

// comparePhotos loads a model for one comparison.
func (v *verifyVerb) comparePhotos(ctx context.Context, a, b string) (compared, error) {
	m, err := loadModel(ctx, v.terminal, v.model, v.device.value)
	if err != nil {
		return compared{}, err
	}
	defer releaseModel(ctx, m)
	var c compared
	if v.all {
		var matrix verify.Matrix
		c.Result, matrix, err = verify.CompareAllFaces(ctx, m, a, b)
		c.All = &matrix
	} else {
		c.Result, err = verify.Compare(ctx, m, a, b)
	}
	if err == nil && v.regions != "" {
		c.Regions, err = drawRegions(ctx, v.terminal, m, c.Result, v.regions)
	}
	return c, err
}

// exitCodeOf is the exit code that tells a verdict.
func exitCodeOf(v verify.Verdict) int {
	switch v {
	case verify.Different:
		return exitDifferent
	case verify.Unsure:
		return exitUnsure
	}
	return exitDone
}

// generalThresholds says whose distances set the thresholds where the user's people didn't (see face.Recogniser).
const generalThresholds = "The thresholds are general ones, measured on 4,038 other people."

// sayVerdict says the verdict, the distance, and how rare it is.
func sayVerdict(t *terminal, r verify.Result) {
	t.say("%s", describeVerdict(r))
	if r.Unmeasured {
		t.say("The distance is %.3f.", r.Distance)
		sayFound(t, r)
		return
	}
	t.say("The distance is %.3f; below %.3f it is the same person, from %.3f on different people.", r.Distance, r.Sure, r.Threshold)
	if r.General {
		t.say("%s", generalThresholds)
	}
	sayFound(t, r)
	if r.FMR != nil && r.Verdict != verify.Different {
		t.say("%s", describeRarity(*r.FMR))
	}
	if r.FNMR != nil && r.Verdict == verify.Different {
		t.say("%s", describeDistant(*r.FNMR))
	}
	if r.CloserThan != nil && r.Verdict != verify.Different { // of different people it would only confuse
		t.say("The two photos are closer than %s %% of the different people tried.", formatShare(*r.CloserThan))
	}
	if r.FartherThan != nil && *r.FartherThan >= verify.WorthSaying && r.Verdict != verify.Same {
		t.say("They are farther apart than %s %% of the pairs of one person tried.", formatShare(*r.FartherThan))
	}
}

// sayFound says what was found on the photos.
func sayFound(t *terminal, r verify.Result) {
	for _, photo := range r.Photos {
		if photo.Found != nil {
			t.say("%s: %s.", showName(photo.Path), describeFound(*photo.Found))
		}
	}
}

// describeFound says what was found on a photo.
func describeFound(f verify.Found) string {
	text := countNoun(f.Faces, "face")
	if len(f.Quality) > 0 {
		text += " (" + describeQuality(f.Quality) + ")"
	}
	return text
}

// describeQuality says what weakens a comparison.
func describeQuality(quality []face.Flag) string {
	words := make([]string, len(quality))
	for i, flag := range quality {
		words[i] = flagWords[flag]
	}
	return strings.Join(words, ", ")
}

var flagWords = map[face.Flag]string{
	face.Weak: "hard to make out", face.Void: "too little of it can be made out", face.Uncertain: "it may be none",
	face.NoFace: "the whole photo was compared instead", face.Pose: "turned", face.Small: "small", face.Blur: "blurred", face.Dark: "dark",
	face.Cut: "cut off by the photo's edge",
}

// voids says what makes a verdict unsure, whatever the distance.
var voids = map[face.Flag]string{
	face.NoFace: "no face was found in %s (try a turned, larger or lighter photo)", face.Uncertain: "what was found in %s may be no face",
	face.Void: "too little of the face in %s can be made out",
}

// describeRarity says how many different people come this close, as fine as it is known.
func describeRarity(fmr float64) string {
	if fmr <= 1e-5 {
		return "Fewer than 1 in 100,000 pairs of different people are this close."
	}
	n := 1e5 * fmr
	step := math.Pow(10, math.Max(0, math.Floor(math.Log10(n))-1)) // two digits, no more
	return fmt.Sprintf("About %.0f in 100,000 pairs of different people are this close.", step*math.Round(n/step))
}

// describeDistant says how many pairs of one person are this far apart, as fine as it is known.
func describeDistant(fnmr float64) string {
	n := int(math.Ceil(1000 * fnmr))
	if fnmr <= face.BuiltIn().RarestFNMR() {
		return fmt.Sprintf("Fewer than %d in 1,000 pairs of one person are this far apart.", n)
	}
	return fmt.Sprintf("About %d in 1,000 pairs of one person are this far apart.", int(math.Round(1000*fnmr)))
}

// describeVerdict says the verdict, and what makes it unsure.
func describeVerdict(r verify.Result) string {
	switch r.Verdict {
	case verify.Same:
		return "The same person."
	case verify.Different:
		return "Different people."
	}
	if flag, which := r.Voided(); flag != "" {
		var names []string
		for i, voided := range which {
			if voided {
				names = append(names, showName(r.Photos[i].Path))
			}
		}
		return "Unsure: " + fmt.Sprintf(voids[flag], strings.Join(names, " and ")) + "."
	}
	if r.Unmeasured {
		return "No verdict: it isn't known what this network's distances mean. siamface evaluate FOLDER --recipe face --network FILE measures it on people of yours, and siamface train sets its thresholds by them."
	}
	return "Unsure: the photos are too far apart to be surely the same person, and too close to be surely different people."
}

// formatShare is a fraction in percent, without the digits that binary fractions add.
func formatShare(fraction float64) string { return strconv.FormatFloat(100*fraction, 'g', 4, 64) }
