import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.service.http.commons.CommonsDataLoader;
import eu.europa.esig.dss.service.http.commons.OCSPDataLoader;
import eu.europa.esig.dss.service.http.commons.TimestampDataLoader;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.service.tsp.OnlineTSPSource;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.aia.DefaultAIASource;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;

/**
 * Times PAdES signatures by EU DSS. Arguments: PKCS#12 file, its password, PEM of anchors, TSA address. Orders
 * come line by line: {@code level <tab> runs <tab> file}; the answer is the milliseconds of each run.
 */
public final class Sign {
    private Sign() {}

    public static void main(String[] arguments) throws Exception {
        char[] password = arguments[1].toCharArray();
        Pkcs12SignatureToken token =
                new Pkcs12SignatureToken(new File(arguments[0]), new KeyStore.PasswordProtection(password));
        DSSPrivateKeyEntry key = token.getKeys().get(0);
        PAdESService service = new PAdESService(verifier(new File(arguments[2])));
        service.setTspSource(new OnlineTSPSource(arguments[3], new TimestampDataLoader()));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] parts = order.split("\t");
            byte[] pdf = Files.readAllBytes(Path.of(parts[2]));
            SignatureLevel level = SignatureLevel.valueOf("PAdES_BASELINE_" + parts[0].substring(2));
            int runs = Integer.parseInt(parts[1]);
            StringBuilder times = new StringBuilder();
            // the virtual machine compiles what runs often: twenty runs warm it up
            for (int run = -20; run < runs; run++) {
                long start = System.nanoTime();
                sign(service, token, key, level, pdf);
                if (run >= 0) {
                    times.append((System.nanoTime() - start) / 1e6).append(' ');
                }
            }
            System.out.println(times.toString().trim());
        }
    }

    private static byte[] sign(PAdESService service, Pkcs12SignatureToken token, DSSPrivateKeyEntry key,
            SignatureLevel level, byte[] pdf) throws Exception {
        PAdESSignatureParameters parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(level);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(key.getCertificate());
        parameters.setCertificateChain(key.getCertificateChain());
        parameters.bLevel().setSigningDate(new Date());
        DSSDocument document = new InMemoryDocument(pdf);
        ToBeSigned data = service.getDataToSign(document, parameters);
        SignatureValue value = token.sign(data, DigestAlgorithm.SHA256, key);
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        service.signDocument(document, parameters, value).writeTo(signed);
        return signed.toByteArray();
    }

    private static CommonCertificateVerifier verifier(File anchors) throws Exception {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        try (InputStream pem = new FileInputStream(anchors)) {
            for (Certificate anchor : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.addCertificate(new CertificateToken((X509Certificate) anchor));
            }
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setCrlSource(new OnlineCRLSource(new CommonsDataLoader()));
        verifier.setOcspSource(new OnlineOCSPSource(new OCSPDataLoader()));
        verifier.setAIASource(new DefaultAIASource(new CommonsDataLoader()));
        return verifier;
    }
}
