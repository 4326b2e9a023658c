package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/album"
	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/group"
)

// groupVerb is the verb group.
type groupVerb struct {
	*terminal
	out, model     string
	link, copies   bool
	threshold, fmr float64
	least          int
	device         *choice
	replacing      replacing
	asJSON         bool
}

func (v *groupVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "group FOLDER [--out PEOPLE]",
		Short: "Put loose photos together by the people on them",
		Long: `Put the photos of a folder, and of folders in it, together by the people on them. Faces are joined by average
linkage until no two groups are closer than a threshold. A photo of several people belongs to each of them.

Photos whose faces joined nobody's are unassigned, and so are those whose faces can't be made out. Photos
without a face, and files that can't be read, are listed apart.

With --out, people are written: as a table with the columns file and person where the name ends in .csv,
else as a new folder with a folder for each person, of links to the photos (--link) or of copies (--copy).
The photos themselves stay as and where they are. The folder can't lie in FOLDER.`,
		Example: `  siamface group photos
  siamface group photos --json
  siamface group photos --out people --copy
  siamface group photos --out people.csv --fmr 0.0001`,
		Args: requireArguments("FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := v.checkFlags(cmd, args[0]); err != nil {
				return err
			}
			return v.groupFolder(cmd.Context(), args[0])
		},
	}
	c.Flags().StringVar(&v.out, "out", "", "write people to this new folder, or to a .csv `FILE`")
	c.Flags().BoolVar(&v.link, "link", false, "with --out: link to the photos (as without --copy)")
	c.Flags().BoolVar(&v.copies, "copy", false, "with --out: copy the photos")
	c.Flags().Var(distanceTo(&v.threshold), "threshold", "join groups that are closer than this distance")
	c.Flags().Var(fraction(&v.fmr), "fmr", "join groups that are closer than this share of pairs of different people, at least 0.000005")
	c.Flags().Var(atLeastOne(&v.least), "least", "how many photos make a person; 2 without it")
	addModel(c, &v.model, "without one, the pretrained recipe face")
	v.device = addDevice(c)
	v.replacing.addFlag(c)
	c.Flags().Lookup("force").Usage = "with --out: replace a .csv file that is there; a folder is never replaced"
	addJSON(c, &v.asJSON)
	addNetwork(v.terminal, c)
	return c
}

func (v *groupVerb) checkFlags(cmd *cobra.Command, folder string) error {
	given := cmd.Flags().Changed
	switch {
	case given("threshold") && given("fmr"):
		return usagef("--threshold and --fmr exclude each other")
	case given("threshold") && v.threshold == 0:
		return usagef("--threshold can't be 0: it takes a distance above it")
	case v.link && v.copies:
		return usagef("--link and --copy exclude each other")
	case given("out") && v.out == "":
		return usagef("--out needs a folder or a .csv file")
	case (v.link || v.copies) && v.out == "":
		return usagef("--%s needs --out", firstGiven(cmd, "link", "copy"))
	case (v.link || v.copies) && v.writesList():
		return usagef("--%s needs a folder as --out, not a table", firstGiven(cmd, "link", "copy"))
	case v.fmr != 0 && v.fmr < face.BuiltIn().RarestFMR():
		return usagef("--fmr can't be %v: nothing finer than %v was measured; give a distance with --threshold", v.fmr, face.BuiltIn().RarestFMR())
	case v.fmr != 0 && v.model != "":
		return usagef("--fmr is of the untrained networks; with --model, give a distance with --threshold")
	case v.out != "" && !v.writesList():
		return group.CheckFolder(folder, v.out)
	}
	return v.replacing.check(v.out)
}

func (v *groupVerb) writesList() bool { return strings.EqualFold(filepath.Ext(v.out), ".csv") }

// grouped is the result of the verb group.
type grouped struct {
	People     []group.Person `json:"people"`
	Unassigned []string       `json:"unassigned"`
	NoFace     []string       `json:"no_face"`
	Skipped    []skippedFile  `json:"skipped"`
	Threshold  float64        `json:"threshold"`
	Network    string         `json:"network"`
	Out        string         `json:"out,omitempty"`
}

// groupFolder groups a folder's photos, writes people where that is asked for, and says what came of it.
func (v *groupVerb) groupFolder(ctx context.Context, folder string) error {
	files, skipped, err := dataset.FindLoose(ctx, folder)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("there are no photos in %s", showName(folder))
	}
	result, err := v.findPeople(ctx, folder, files)
	if err != nil {
		return err
	}
	for _, s := range skipped {
		result.Skipped = append(result.Skipped, skippedFile(s))
	}
	if err := v.writePeople(folder, result.People); err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(result)
	}
	v.sayGrouped(result)
	return nil
}

func (v *groupVerb) findPeople(ctx context.Context, folder string, files []string) (grouped, error) {
	m, err := loadModel(ctx, v.terminal, v.model, v.device.value)
	if err != nil {
		return grouped{}, err
	}
	defer releaseModel(ctx, m)
	sayNoCaches(v.terminal)
	reader, err := album.Open(ctx, m)
	if err != nil {
		return grouped{}, err
	}
	defer reader.Close()
	threshold := v.threshold
	switch {
	case threshold == 0 && v.model == "" && !face.Current().Measured():
		return grouped{}, errors.New("nothing was measured of this network's distances: say with --threshold from which distance on faces are of different people; siamface evaluate with the same network measures some")
	case v.fmr != 0:
		threshold = face.Current().Threshold(v.fmr)
	case threshold == 0:
		threshold = group.UsualThreshold(m.Judgement)
	}
	defer v.progress.closeBar()
	found, err := group.Photos(ctx, reader, folder, files, group.Options{Threshold: threshold, Least: v.least}, v.showGrouping)
	if err != nil {
		return grouped{}, err
	}
	result := grouped{
		People: found.People, Unassigned: found.Unassigned, NoFace: found.NoFace, Skipped: []skippedFile{},
		Threshold: threshold, Network: reader.Network(), Out: v.out,
	}
	for _, s := range found.Skipped {
		result.Skipped = append(result.Skipped, skippedFile(s))
	}
	return result, nil
}

func (v *groupVerb) showGrouping(stage group.Stage, done, total int) {
	if stage == group.Reading {
		v.progress.showStage("Looking for faces", done, total)
		return
	}
	v.progress.showStage("Putting faces together", done, total)
}

func (v *groupVerb) writePeople(folder string, people []group.Person) error {
	switch {
	case v.out == "":
		return nil
	case v.writesList():
		return group.WriteList(v.out, people)
	case v.copies:
		return group.WriteFolder(folder, v.out, people, group.Copy)
	}
	return group.WriteFolder(folder, v.out, people, group.Link)
}

func (v *groupVerb) sayGrouped(r grouped) {
	for i, p := range r.People {
		if i == mostListed {
			v.say("… and %s more; --json lists them", countPeople(len(r.People)-i))
			break
		}
		first := make([]string, 0, 3)
		for _, f := range p.Files[:min(len(p.Files), 3)] {
			first = append(first, showName(f))
		}
		more := ""
		if len(p.Files) > len(first) {
			more = " …"
		}
		v.say("%s: %s: %s%s", showName(p.Name), countNoun(len(p.Files), "photo"), strings.Join(first, ", "), more)
	}
	v.say("%s; %s unassigned, %s without a face, %s skipped.", countPeople(len(r.People)),
		countNoun(len(r.Unassigned), "photo"), countNoun(len(r.NoFace), "photo"), countNoun(len(r.Skipped), "file"))
	if r.Out != "" {
		v.say("Written to %s.", showName(r.Out))
	}
}
