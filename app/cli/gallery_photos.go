package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"

	"github.com/spf13/cobra"

	"siamface/model/album"
	"siamface/model/database"
	"siamface/model/dataset"
	"siamface/model/gallery"
	"siamface/model/photo"
)

func (v *galleryVerb) buildAdd() *cobra.Command {
	c := &cobra.Command{
		Use: "add FOLDER | add --name NAME PHOTO…", Short: "Enrol people by their photos",
		Long: `Enrol people: everybody in a folder with a folder for each person, or one person by photos. Of a photo with
several faces the one closest to the person's photos with one face is taken, else the one that the photo is
likely of, and that is said. A photo that is there already is passed over,
so that a call that was stopped goes on where it was. The photos stay where they are; their paths and sums
are kept.`,
		Example: `  siamface gallery add people --gallery people.gallery
  siamface gallery add --name Ann 1.jpg 2.jpg --gallery people.gallery
  siamface gallery add people --gallery secret.gallery --encrypt`,
		Args: requireSome("FOLDER, or --name with PHOTO…,"),
		RunE: func(cmd *cobra.Command, args []string) error {
			named := cmd.Flags().Changed("name")
			if !named && len(args) > 1 {
				return usagef("%q is one argument too many: photos need --name", args[1])
			}
			if err := checkPersonName("--name", v.name); named && err != nil {
				return err
			}
			if err := requireFlag("gallery", v.where); err != nil {
				return err
			}
			if err := v.checkNew(args); err != nil {
				return err
			}
			if named && !v.asJSON && v.refusePhotos(args) {
				return nil
			}
			entries, skipped, err := v.listEntries(cmd.Context(), args)
			if err != nil {
				return err
			}
			return v.withReader(cmd.Context(), true, func(ctx context.Context, g *gallery.Gallery, r *album.Reader) error {
				return v.addPhotos(ctx, g, r, entries, skipped)
			})
		},
	}
	c.Flags().StringVar(&v.name, "name", "", "enrol photos as those of the person of this `NAME`")
	c.Flags().BoolVar(&v.encrypt, "encrypt", false, "encrypt a new gallery by a passphrase")
	v.addModelFlags(c)
	return c
}

func (v *galleryVerb) buildRenew() *cobra.Command {
	c := &cobra.Command{
		Use: "renew [--model FILE]", Short: "Compute a gallery's embeddings anew, by another network",
		Long: `Compute all embeddings of a gallery anew by another network, from the photos where they lay when they were
enrolled. Where some are gone or changed, nothing is done, unless --drop-lost gives them up.`,
		Example: `  siamface gallery renew --gallery people.gallery --model run/model.safetensors`,
		Args:    requireArguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return v.withReader(cmd.Context(), false, v.renewAll)
		},
	}
	c.Flags().BoolVar(&v.dropLost, "drop-lost", false, "give up photos that can't be read any more")
	v.addModelFlags(c)
	return c
}

func (v *galleryVerb) buildIdentify() *cobra.Command {
	c := &cobra.Command{
		Use: "identify PHOTO…", Short: "Tell who of a gallery is on photos",
		Long: `Tell who of a gallery is on photos: for each face its box, the people whose closest photos are closest, and a
verdict. A face is known where the closest is closer than strangers come at the false positive identification
rate (--fpir), unknown from where ten times as many come, and unsure between, or where too little of it can
be made out. The distances are measured on this gallery: its own people are tried as strangers, each against
everybody else. With fewer people than 3 over the rate, the networks' own distances count as well.`,
		Example: `  siamface gallery identify a.jpg --gallery people.gallery
  siamface gallery identify party.jpg --gallery people.gallery --fpir 0.001 --most 3 --json`,
		Args: requireSome("PHOTO"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case v.fpir != 0 && v.threshold != 0:
				return usagef("--fpir and --threshold exclude each other")
			case cmd.Flags().Changed("threshold") && v.threshold == 0:
				return usagef("--threshold can't be 0: it takes a distance above it")
			}
			if err := requireFlag("gallery", v.where); err != nil {
				return err
			}
			if !v.asJSON && v.refusePhotos(args) {
				return nil
			}
			return v.withReader(cmd.Context(), false, func(ctx context.Context, g *gallery.Gallery, r *album.Reader) error {
				return v.identifyPhotos(ctx, g, r, args)
			})
		},
	}
	c.Flags().Var(fraction(&v.fpir), "fpir", "how often a stranger may be taken for somebody; 0.01 without it")
	c.Flags().Var(distanceTo(&v.threshold), "threshold", "in place of --fpir: a face is known below this distance, else unknown")
	c.Flags().Var(atLeastOne(&v.most), "most", "how many candidates to list for a face; 5 without it")
	v.addModelFlags(c)
	return c
}

// checkNew refuses to make a gallery for photos of which none is there, or an open one for somebody who has a passphrase. Of a server
// nobody knows whether its gallery is new.
func (v *galleryVerb) checkNew(photos []string) error {
	if _, err := os.Stat(v.where); v.where == "" || database.IsServer(v.where) || !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if v.passphrase.file != "" && !v.encrypt {
		return usagef("the gallery %s would be new, and is encrypted only with --encrypt: give that too, or leave --passphrase-file out", showName(v.where))
	}
	var missing error
	for _, path := range photos {
		if _, missing = os.Stat(path); missing == nil {
			return nil
		}
	}
	return fmt.Errorf("there is nobody to enrol: %w", missing)
}

// added is the result of the verb gallery add.
type added struct {
	Added   int           `json:"added"`
	Again   []string      `json:"again"`   // that were there
	Several []string      `json:"several"` // with several faces, of which one was enrolled
	NoFace  []string      `json:"no_face"`
	Skipped []skippedFile `json:"skipped"`
	People  int           `json:"people"` // of the gallery, and its photos, afterwards
	Photos  int           `json:"photos"`
	Network string        `json:"network"`
}

// listEntries are the photos to enrol, and what a folder holds beside them.
func (v *galleryVerb) listEntries(ctx context.Context, args []string) (entries []gallery.Entry, skipped []dataset.Skipped, err error) {
	if v.name != "" {
		for _, path := range args {
			entries = append(entries, gallery.Entry{Person: v.name, Path: path})
		}
		return entries, nil, nil
	}
	d, err := openWithWarnings(ctx, v.terminal, args[0])
	if err != nil {
		return nil, nil, err
	}
	return gallery.ListEntries(d), d.Skipped, nil
}

func (v *galleryVerb) addPhotos(ctx context.Context, g *gallery.Gallery, r *album.Reader, entries []gallery.Entry, skipped []dataset.Skipped) error {
	e, err := g.Enrol(ctx, r, entries, func(done, total int) { v.progress.showStage("Enrolling", done, total) })
	v.progress.closeBar()
	if err != nil {
		if e.Added > 0 {
			v.remark("%s enrolled before it stopped; the same call goes on from there.", countNoun(e.Added, "photo was", "photos were"))
		}
		return err
	}
	now, err := listGallery(ctx, g)
	if err != nil {
		return err
	}
	result := added{
		Added: e.Added, Again: notNil(e.Again), Several: notNil(e.Several), NoFace: notNil(e.NoFace), Skipped: skippedFiles(skipped, e.Skipped),
		People: len(now.People), Photos: now.Photos, Network: r.Network(),
	}
	if result.Added == 0 && len(result.Again) == 0 {
		v.exitCode = exitFailed
	}
	if v.asJSON {
		return v.writeJSON(result)
	}
	v.sayAdded(result)
	return nil
}

func notNil(list []string) []string { return append([]string{}, list...) }

func (v *galleryVerb) sayAdded(a added) {
	v.say("%s enrolled; the gallery has %s with %s.", countNoun(a.Added, "photo"), countPeople(a.People), countNoun(a.Photos, "photo"))
	for _, part := range []struct {
		files []string
		says  string
	}{
		{a.Again, "there already"}, {a.Several, "with several faces, of which one was enrolled"}, {a.NoFace, "without a face that can be made out"},
	} {
		if len(part.files) > 0 {
			v.say("%s %s, such as %s.", countNoun(len(part.files), "photo"), part.says, showName(part.files[0]))
		}
	}
	for i, s := range a.Skipped {
		if i == mostListed {
			v.say("… and %s more", countNoun(len(a.Skipped)-i, "file"))
			break
		}
		v.say("Skipped %s: %s.", showName(s.Path), s.Reason)
	}
}

// renewed is the result of the verb gallery renew.
type renewed struct {
	Photos  int           `json:"photos"`
	Lost    []skippedFile `json:"lost"`
	Network string        `json:"network"`
}

func (v *galleryVerb) renewAll(ctx context.Context, g *gallery.Gallery, r *album.Reader) error {
	result, err := g.Renew(ctx, r, v.dropLost, func(done, total int) { v.progress.showStage("Computing the embeddings anew", done, total) })
	v.progress.closeBar()
	if err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(renewed{result.Photos, skippedFiles(result.Lost), r.Network()})
	}
	v.say("%s computed anew, %s given up.", countNoun(result.Photos, "photo"), countNoun(len(result.Lost), "photo"))
	return nil
}

// identified is the result of the verb gallery identify.
type identified struct {
	Photos   []identifiedPhoto `json:"photos"`
	FPIR     *float64          `json:"fpir"` // nil with --threshold
	Known    float64           `json:"known"`
	Unknown  float64           `json:"unknown"`
	Measured bool              `json:"measured"`
	People   int               `json:"people"` // of the gallery
	Network  string            `json:"network"`
	closest  bool              // as in gallery.Limits
}

type identifiedPhoto struct {
	Path  string           `json:"path"`
	Faces []identifiedFace `json:"faces"`
	Error string           `json:"error,omitempty"` // why the photo can't be read
	cause error
}

type identifiedFace struct {
	Box        [4]float64         `json:"box"`
	Main       bool               `json:"main"`
	Verdict    gallery.Verdict    `json:"verdict"`
	Candidates []identifiedPerson `json:"candidates"`
	Quality    []string           `json:"quality"`
}

type identifiedPerson struct {
	Name     string  `json:"name"`
	Distance float64 `json:"distance"`
	Photo    string  `json:"photo"` // the person's closest
}

func (v *galleryVerb) identifyPhotos(ctx context.Context, g *gallery.Gallery, r *album.Reader, paths []string) error {
	if err := g.CheckNetwork(ctx, r.Network()); err != nil {
		return err
	}
	limits, err := v.findLimits(ctx, g, r)
	if err != nil {
		return err
	}
	photos, err := r.Read(ctx, paths, func(done int) { v.progress.showStage("Looking for faces", done, len(paths)) })
	if err != nil {
		return err
	}
	most := v.most
	if most == 0 {
		most = 5
	}
	found, err := g.Identify(ctx, r, photos, limits, most)
	v.progress.closeBar()
	if err != nil {
		return err
	}
	result := identified{Known: limits.Known, Unknown: limits.Unknown, Measured: limits.Measured, People: limits.People, Network: r.Network(), closest: limits.Closest}
	if v.threshold == 0 {
		result.FPIR = &limits.FPIR
	}
	for i, p := range photos {
		result.Photos = append(result.Photos, newIdentifiedPhoto(p, found[i]))
	}
	if v.asJSON {
		err = v.writeJSON(result)
	} else {
		v.sayIdentified(result)
	}
	for _, p := range result.Photos {
		v.sayUnread(p.cause)
	}
	return err
}

func (v *galleryVerb) findLimits(ctx context.Context, g *gallery.Gallery, r *album.Reader) (gallery.Limits, error) {
	rate := v.fpir
	if rate == 0 {
		rate = gallery.UsualFPIR
	}
	l, err := g.Limits(ctx, rate, r.Model().Judgement)
	if errors.Is(err, gallery.ErrUnmeasured) && v.threshold != 0 {
		people, err := g.People(ctx)
		return gallery.Limits{FPIR: math.NaN(), Known: v.threshold, Unknown: v.threshold, People: len(people)}, err
	}
	if err == nil && v.threshold != 0 {
		l.Known, l.Unknown, l.Measured, l.FPIR = v.threshold, v.threshold, false, math.NaN()
	}
	return l, err
}

func newIdentifiedPhoto(p album.Photo, faces []gallery.Identified) identifiedPhoto {
	made := identifiedPhoto{Path: p.Path, Faces: []identifiedFace{}}
	if p.Err != nil {
		made.Error, made.cause = photo.Reason(p.Err), p.Err
	}
	for i, f := range faces {
		face := identifiedFace{Box: f.Face.Box, Main: i == p.Main, Verdict: f.Verdict, Candidates: []identifiedPerson{}, Quality: []string{}}
		for _, flag := range f.Face.Quality {
			face.Quality = append(face.Quality, string(flag))
		}
		for _, h := range f.Candidates {
			face.Candidates = append(face.Candidates, identifiedPerson{h.Person, h.Distance, h.Path})
		}
		made.Faces = append(made.Faces, face)
	}
	return made
}

func (v *galleryVerb) sayIdentified(r identified) {
	for _, p := range r.Photos {
		if p.cause != nil {
			continue
		}
		if len(p.Faces) == 0 {
			v.say("%s: no face", showName(p.Path))
		}
		for _, f := range p.Faces {
			v.say("%s, face at %.0f, %.0f: %s", showName(p.Path), f.Box[0], f.Box[1], describeIdentified(f))
			for i, c := range f.Candidates {
				if i > 0 && f.Verdict == gallery.Unknown {
					break // who is far is told by --json
				}
				v.say("  %.3f  %s (%s)", c.Distance, showName(c.Name), showName(c.Photo))
			}
		}
	}
	how := "set by hand"
	switch {
	case r.FPIR != nil && r.Measured:
		how = fmt.Sprintf("measured on this gallery's %s, for %s %% of strangers taken for somebody", countPeople(r.People), formatShare(*r.FPIR))
	case r.FPIR != nil && r.closest:
		how = fmt.Sprintf("two people of this gallery come that close to each other, and %s are too few to measure %s %% of strangers taken for somebody; should the two be one, gallery merge makes them so",
			countPeople(r.People), formatShare(*r.FPIR))
	case r.FPIR != nil:
		how = fmt.Sprintf("the networks' own, for %s %% of strangers taken for somebody: %s are too few to measure it", formatShare(*r.FPIR), countPeople(r.People))
	}
	v.say("Known below %.3f, unknown from %.3f on: %s.", r.Known, r.Unknown, how)
}

func describeIdentified(f identifiedFace) string {
	switch {
	case f.Verdict == gallery.Known:
		return showName(f.Candidates[0].Name)
	case f.Verdict == gallery.Unknown:
		return "nobody known"
	case len(f.Candidates) > 0:
		return "perhaps " + showName(f.Candidates[0].Name) + ", too far to be sure"
	}
	return "unsure"
}
