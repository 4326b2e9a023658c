package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/album"
	"siamface/model/database"
	"siamface/model/dataset"
	"siamface/model/gallery"
	"siamface/model/gallery/store"
)

// galleryVerb is the verb gallery, with its own verbs.
type galleryVerb struct {
	*terminal
	where, model string
	passphrase   passphrase
	device       *choice
	asJSON       bool
	name         string // add
	encrypt      bool
	dropLost     bool // renew
	fpir         float64
	threshold    float64
	most         int
}

func (v *galleryVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "gallery",
		Short: "Tell who of many people is on a photo",
		Long: `Keep a gallery of people, in one file that only you can read, or on a PostgreSQL server with pgvector
(postgres://user@host/name), and tell who of them is on a photo. Faces are compared by the pretrained recipe
face, or by a model trained from it. The numbers of two networks can't be compared: a gallery holds those of
one, and renew computes them anew by another.

Embeddings of faces are biometric data. With add --encrypt, a new gallery is encrypted by a passphrase (age);
it is taken from --passphrase-file, from the variable SIAMFACE_PASSPHRASE, or asked for.`,
		Example: `  siamface gallery add people --gallery people.gallery
  siamface gallery identify a.jpg --gallery people.gallery
  siamface gallery list --gallery people.gallery`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return checkVerb(cmd, args)
			}
			return usagef("what to do with the gallery is missing: add, identify, list, merge, remove, renew, index or forget")
		},
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	for _, below := range []*cobra.Command{v.buildAdd(), v.buildIdentify(), v.buildList(), v.buildMerge(), v.buildRemove(), v.buildRenew(), v.buildIndex(), v.buildForget()} {
		v.addFlags(below)
		c.AddCommand(below)
	}
	return c
}

func (v *galleryVerb) addFlags(c *cobra.Command) {
	c.Flags().StringVar(&v.where, "gallery", "", "the gallery: a `FILE`, or postgres://… (needed)")
	addPassphrase(c, &v.passphrase.file)
	addJSON(c, &v.asJSON)
}

func (v *galleryVerb) addModelFlags(c *cobra.Command) {
	addModel(c, &v.model, "without one, the pretrained recipe face")
	v.device = addDevice(c)
	addNetwork(v.terminal, c)
}

func (v *galleryVerb) buildList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the people of a gallery", Args: requireArguments(),
		Example: `  siamface gallery list --gallery people.gallery --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return v.withGallery(cmd.Context(), false, v.listPeople)
		},
	}
}

func (v *galleryVerb) buildMerge() *cobra.Command {
	return &cobra.Command{
		Use: "merge INTO NAME…", Short: "Make several people of a gallery one, or give one another name",
		Long:    `Make several people of a gallery one, who is called INTO. INTO may be a new name: one person then gets it.`,
		Example: `  siamface gallery merge Ann "Ann B." --gallery people.gallery`,
		Args:    requireMore("INTO", "NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkPersonName("INTO", args[0]); err != nil {
				return err
			}
			if slices.Contains(args[1:], args[0]) {
				return usagef("%s can't be put together with itself: name somebody else behind INTO", showName(args[0]))
			}
			return v.changePeople(cmd.Context(), func(ctx context.Context, g *gallery.Gallery) (changed, error) {
				n, err := g.Merge(ctx, args[0], args[1:])
				says := fmt.Sprintf("%s moved to %s.", countNoun(n, "photo"), showName(args[0]))
				if n == 0 { // the same name, written in another way
					says = fmt.Sprintf("The name is %s now.", showName(args[0]))
				}
				return changed{Name: args[0], Moved: &n, says: says}, err
			})
		},
	}
}

func (v *galleryVerb) buildRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME [PHOTO…]", Short: "Take photos of a person, or the person, out of a gallery",
		Long: `Take photos of a person out of a gallery, by their paths as they were enrolled; without any, all of them. What is
taken out is overwritten; forget also writes the file anew, so that nothing shows that it was there.`,
		Example: `  siamface gallery remove Ann /photos/ann/3.jpg --gallery people.gallery`,
		Args:    requireSome("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return v.changePeople(cmd.Context(), func(ctx context.Context, g *gallery.Gallery) (changed, error) {
				n, err := g.RemovePhotos(ctx, args[0], args[1:])
				return changed{Name: args[0], Removed: &n, says: fmt.Sprintf("%s of %s removed.", countNoun(n, "photo"), showName(args[0]))}, err
			})
		},
	}
}

func (v *galleryVerb) buildForget() *cobra.Command {
	return &cobra.Command{
		Use: "forget NAME", Short: "Take a person out of a gallery for good",
		Long: `Take a person out of a gallery for good: what was known of them is overwritten, and the file written anew
without it. Copies of the file that you made elsewhere, and what a file system keeps of older versions, are not
reached.`,
		Example: `  siamface gallery forget Ann --gallery people.gallery`,
		Args:    requireArguments("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return v.changePeople(cmd.Context(), func(ctx context.Context, g *gallery.Gallery) (changed, error) {
				n, err := g.Forget(ctx, args[0])
				return changed{Name: args[0], Forgotten: &n, says: fmt.Sprintf("%s is forgotten, with %s.", showName(args[0]), countNoun(n, "photo"))}, err
			})
		},
	}
}

func (v *galleryVerb) buildIndex() *cobra.Command {
	drop := false
	c := &cobra.Command{
		Use: "index", Short: "Make searches of a gallery on a server faster, and say what they then miss",
		Long: `Make an index (HNSW) of a gallery on a PostgreSQL server: a search then looks at a part of the faces instead of
all, and finds almost everybody. How many it finds is measured on photos of the gallery, beside an exact search.
With --drop, searches are exact again. A gallery in a file is always searched exactly.`,
		Example: `  siamface gallery index --gallery postgres://siamface@db/people`,
		Args:    requireArguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return v.withGallery(cmd.Context(), false, func(ctx context.Context, g *gallery.Gallery) error { return v.indexGallery(ctx, g, drop) })
		},
	}
	c.Flags().BoolVar(&drop, "drop", false, "take the index away")
	return c
}

// indexGallery makes or drops the index.
func (v *galleryVerb) indexGallery(ctx context.Context, g *gallery.Gallery, drop bool) error {
	if drop {
		if err := gallery.DropIndex(ctx, g); err != nil {
			return err
		}
		if v.asJSON {
			return v.writeJSON(map[string]bool{"index": false})
		}
		v.say("Searches are exact.")
		return nil
	}
	r, err := gallery.BuildIndex(ctx, g)
	if err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(struct {
			Index  bool `json:"index"`
			Recall any  `json:"recall"`
		}{true, r})
	}
	v.say("The index is made. Of %s of the gallery, it finds the closest other person for %.1f %%, and of the ten closest %.1f %%.",
		countNoun(r.Queries, "photo"), 100*r.Closest, 100*r.Ten)
	return nil
}

// longestName is how many bytes a person's name may have: as many as a folder's.
const longestName = 255

// checkPersonName refuses a name that nobody can read; what is the flag or argument that gives it.
func checkPersonName(what, name string) error {
	switch {
	case name == "":
		return usagef("%s needs a name", what)
	case strings.TrimSpace(name) == "":
		return usagef("%s %q shows nothing: give a name that can be read", what, name)
	case len(name) > longestName:
		return usagef("%s is a name of %d bytes: it may have %d", what, len(name), longestName)
	}
	return nil
}

// requireMore wants the first argument, and at least one of the second's name.
func requireMore(first, others string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := requireSome(first)(cmd, args); err != nil {
			return err
		}
		return requireSome(others)(cmd, args[1:])
	}
}

// withGallery opens the gallery for some work; create says that it may be new.
func (v *galleryVerb) withGallery(ctx context.Context, create bool, do func(ctx context.Context, g *gallery.Gallery) error) (err error) {
	if err := requireFlag("gallery", v.where); err != nil {
		return err
	}
	if err := database.CheckAddress(v.where); err != nil {
		return usagef("--gallery %v", err)
	}
	v.passphrase.terminal, v.passphrase.where = v.terminal, v.where
	g, err := gallery.Open(ctx, v.where, gallery.Options{Create: create, Encrypt: v.encrypt, Passphrase: v.passphrase.read})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	return do(ctx, g)
}

// withReader opens the gallery, and the networks by which photos are read.
func (v *galleryVerb) withReader(ctx context.Context, create bool, do func(ctx context.Context, g *gallery.Gallery, r *album.Reader) error) error {
	return v.withGallery(ctx, create, func(ctx context.Context, g *gallery.Gallery) error {
		m, err := loadModel(ctx, v.terminal, v.model, v.device.value)
		if err != nil {
			return err
		}
		defer releaseModel(ctx, m)
		sayNoCaches(v.terminal)
		r, err := album.Open(ctx, m)
		if err != nil {
			return err
		}
		defer r.Close()
		defer v.progress.closeBar()
		return do(ctx, g, r)
	})
}

// listed is the result of the verb gallery list.
type listed struct {
	People  []store.Person `json:"people"`
	Photos  int            `json:"photos"`
	Network string         `json:"network"`
}

func listGallery(ctx context.Context, g *gallery.Gallery) (l listed, err error) {
	if l.People, err = g.People(ctx); err != nil {
		return l, err
	}
	for _, p := range l.People {
		l.Photos += p.Photos
	}
	n, err := g.Network(ctx)
	l.Network = n.Name
	return l, err
}

func (v *galleryVerb) listPeople(ctx context.Context, g *gallery.Gallery) error {
	l, err := listGallery(ctx, g)
	if err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(l)
	}
	for _, p := range l.People {
		v.say("%-30s %s", showName(p.Name), countNoun(p.Photos, "photo"))
	}
	v.say("%s, %s.", countPeople(len(l.People)), countNoun(l.Photos, "photo"))
	return nil
}

// changed is the result of the verbs that change who is who.
type changed struct {
	Name      string `json:"name"`
	Moved     *int   `json:"moved,omitempty"`
	Removed   *int   `json:"removed,omitempty"`
	Forgotten *int   `json:"forgotten,omitempty"`
	People    int    `json:"people"` // that are left
	says      string
}

func (v *galleryVerb) changePeople(ctx context.Context, change func(ctx context.Context, g *gallery.Gallery) (changed, error)) error {
	return v.withGallery(ctx, false, func(ctx context.Context, g *gallery.Gallery) error {
		result, err := change(ctx, g)
		if err != nil {
			return err
		}
		people, err := g.People(ctx)
		if err != nil {
			return err
		}
		if result.People = len(people); v.asJSON {
			return v.writeJSON(result)
		}
		v.say("%s", result.says)
		return nil
	})
}

// skippedFiles are the skipped files of a result, with those of a folder before them.
func skippedFiles(lists ...[]dataset.Skipped) []skippedFile {
	all := []skippedFile{}
	for _, list := range lists {
		for _, s := range list {
			all = append(all, skippedFile(s))
		}
	}
	return all
}
