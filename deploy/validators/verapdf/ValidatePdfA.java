import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates PDFs with veraPDF against the PDF/A flavour they declare. Arguments: files.
 *
 * <p>Per file one line: {@code flavour <tab> true|false}; below it, indented, each rule broken.
 */
public final class ValidatePdfA {
    private ValidatePdfA() {}

    public static void main(String[] names) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String name : names) {
            try (FileInputStream file = new FileInputStream(name);
                    PDFAParser parser = Foundries.defaultInstance().createParser(file);
                    PDFAValidator validator =
                            Foundries.defaultInstance().createValidator(parser.getFlavour(), false)) {
                ValidationResult result = validator.validate(parser);
                System.out.println(parser.getFlavour().getId() + "\t" + result.isCompliant());
                for (TestAssertion broken : result.getTestAssertions()) {
                    System.out.println("  " + broken.getRuleId().getClause() + ": " + broken.getMessage());
                }
            }
        }
    }
}
