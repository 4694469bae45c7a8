namespace WPEFramework {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        enum { ID = 1 };

        // @brief Switches it
        // @json:omt
        virtual Core::hresult Toggle(const string& name /* @restrict:5..1 */) = 0;
    };
}
}
