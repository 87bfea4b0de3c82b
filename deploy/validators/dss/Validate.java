import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.service.http.commons.CommonsDataLoader;
import eu.europa.esig.dss.service.http.commons.OCSPDataLoader;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.aia.DefaultAIASource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Validates PDFs with EU DSS: file names come line by line on the standard input, answers go line by line to
 * the standard output, so that one machine serves many files. Argument: a PEM file of trust anchors.
 *
 * <p>Per signature: {@code S <tab> field <tab> level <tab> indication <tab> sub-indication <tab> errors}; then
 * {@code .}, or {@code ! <tab> reason} for a file that could not be read.
 */
public final class Validate {
    private Validate() {}

    public static void main(String[] arguments) throws Exception {
        CommonCertificateVerifier verifier = verifier(new File(arguments[0]));
        BufferedReader names =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String name = names.readLine(); name != null; name = names.readLine()) {
            try {
                report(new File(name), verifier, out);
                out.println(".");
            } catch (Exception | StackOverflowError error) {
                out.println("!\t" + oneLine(error.toString()));
            }
        }
    }

    private static void report(File file, CommonCertificateVerifier verifier, PrintStream out) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(verifier);
        Reports reports = validator.validateDocument();
        SimpleReport report = reports.getSimpleReport();
        for (String id : report.getSignatureIdList()) {
            Indication indication = report.getIndication(id);
            Object sub = report.getSubIndication(id);
            String errors = oneLine(report.getAdESValidationErrors(id).stream()
                    .map(message -> message.getValue()).toList().toString());
            String field = reports.getDiagnosticData().getSignatureById(id).getFirstFieldName();
            out.println(String.join("\t", "S", oneLine(field), String.valueOf(report.getSignatureFormat(id)),
                    String.valueOf(indication), String.valueOf(sub), errors));
        }
    }

    static CommonCertificateVerifier verifier(File anchors) throws Exception {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        try (InputStream pem = new FileInputStream(anchors)) {
            for (Certificate anchor : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.addCertificate(new CertificateToken((X509Certificate) anchor));
            }
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(List.of(trusted).toArray(new CommonTrustedCertificateSource[0]));
        verifier.setCrlSource(new OnlineCRLSource(new CommonsDataLoader()));
        verifier.setOcspSource(new OnlineOCSPSource(new OCSPDataLoader()));
        verifier.setAIASource(new DefaultAIASource(new CommonsDataLoader()));
        return verifier;
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').replace('\t', ' ');
    }
}
